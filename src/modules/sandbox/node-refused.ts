/** A refusal as the payment service sees it: the Node's own code, and the station's behind it. */
export class NodeRefused extends Error {
  override readonly name = 'NodeRefused'
  constructor(
    readonly code: string,
    readonly original: string | null = null,
  ) {
    super(original ? `${code} (${original})` : code)
  }
}
