export type DecodedText = { text: string; encoding: 'UTF-8' | 'Windows-1252' }

/** The text of a file that somebody else made: UTF-8 when its bytes are, else what Excel and old banks write. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' }
  }
}

/** True for UTF-16, which none of our readers takes: its byte order mark says so. */
export const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

/** True for a workbook or any other ZIP file. */
export const isZip = ([first, second]: Uint8Array): boolean => first === 0x50 && second === 0x4b
