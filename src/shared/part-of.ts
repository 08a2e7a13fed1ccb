/** `make` of a whole and a key, worked out once for each key as long as somebody holds the whole. */
export const partOf = <Whole extends object, Key, Part>(make: (whole: Whole, key: Key) => Part) => {
  const known = new WeakMap<Whole, Map<Key, Part>>()
  return (whole: Whole, key: Key): Part => {
    const parts = known.get(whole) ?? new Map<Key, Part>()
    known.set(whole, parts)
    const part = parts.get(key) ?? make(whole, key)
    parts.set(key, part)
    return part
  }
}
