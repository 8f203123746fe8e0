// The films that films.py packs.
import { openBytes } from "./bytes.js"

// The header, with each of its films whole.
export function readFilms(bytes) {
  const { header, take } = openBytes(bytes)
  const films = header.films.map((described) => readFilm(described, take))
  for (const film of films) film.surfaces = take(film.frames * film.side ** 2, Int8Array)
  for (const film of films) film.dead = take(film.frames * film.layers * film.hidden, Int8Array)
  return { ...header, films }
}

function readFilm(described, take) {
  const { frames, points, hidden } = described
  return {
    ...described,
    updates: take(frames),
    accuracy: take(2 * frames),
    shown: take(frames - 1),
    points: readPoints(take(3 * points)),
    lines: take(3 * frames * hidden),
  }
}

function readPoints(triples) {
  return Array.from({ length: triples.length / 3 }, (_, i) => {
    const [x, y, label] = triples.subarray(3 * i)
    return { x, y, label }
  })
}
