// The way into the bytes that player.encoded makes.

const TYPED = {
  float32: Float32Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

// What player.encoded was given; an array is a typed one, in reading order, with its `shape`.
export function decoded(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  const arrays = bytes.subarray(4 + length)
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)), (_, value) => {
    if (!value?.array) return value
    const { array, shape, start } = value
    const count = shape.reduce((product, side) => product * side, 1)
    const size = count * TYPED[array].BYTES_PER_ELEMENT
    return Object.assign(new TYPED[array](arrays.slice(start, start + size).buffer), { shape })
  })
}

// One frame of an array, the first side of which is frames.
export function frameOf(array, frame) {
  const count = array.length / array.shape[0]
  return array.subarray(frame * count, (frame + 1) * count)
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}
