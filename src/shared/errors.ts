/**
 * A refusal the system foresees. The code is the contract (mapped once, in `http/problem.ts`); the sentence is
 * for the log and never carries a name, a fiscal code, a phone or a diet.
 */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError'
  constructor(
    readonly code: Code,
    message: string,
    /** What the caller may know beside the code: seconds to wait, limits, field messages. */
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
