import { DomainError } from '@/shared/errors'

/** A refusal as the payment service sees it: the Node's own code, and the station's behind it. */
export class NodeRefused extends DomainError<'node-refused'> {
  constructor(
    readonly nodeCode: string,
    readonly stationCode: string | null = null,
    /** Where an answer of the station is wrong. */
    readonly reason: string | null = null,
  ) {
    super('node-refused', stationCode ? `${nodeCode} (${stationCode})` : nodeCode, {
      nodeCode,
      ...(stationCode ? { stationCode } : {}),
      ...(reason ? { reason } : {}),
    })
  }
}
export type SandboxError = NodeRefused
