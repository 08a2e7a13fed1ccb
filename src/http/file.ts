/** Gives a browser a file to keep. Nobody else keeps it: it is a family's. */
export const fileResponse = ({
  name,
  type,
  bytes,
}: {
  name: string
  type: string
  bytes: Uint8Array<ArrayBuffer>
}): Response =>
  new Response(bytes, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name.replace(/[^a-z0-9.-]/gi, '-')}"`,
      'cache-control': 'private, no-store',
    },
  })
