// The way into the bytes that player.packed makes.

// The header of packed bytes, and `take`, which hands out the numbers after it in their order.
export function openBytes(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
  // A Float32Array must start at a multiple of four: a copy does, wherever the bytes lay.
  const { buffer } = bytes.slice(4 + length)
  let start = 0
  const take = (count, Kind = Float32Array) => {
    const numbers = new Kind(buffer, start, count)
    start += numbers.byteLength
    return numbers
  }
  return { header, take }
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}
