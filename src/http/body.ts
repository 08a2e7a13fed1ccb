import { tooLarge } from './problem'

/** Reads at most the allowed bytes, whatever length was declared. */
export const readBytes = async (request: Request, bytesMax: number): Promise<Uint8Array> => {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > bytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
