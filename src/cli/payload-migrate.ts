import config from '@payload-config'
import { getPayload } from 'payload'
import { migrations } from '@/db/migrations'

type Migrate = Parameters<import('payload').BaseDatabaseAdapter['migrate']>[0]

/*
 * Applies the migrations in a process of its own: Payload keeps a connection checked out for as long as it lives,
 * and the command that asked may want to stop the server afterwards.
 */
const payload = await getPayload({ config, disableOnInit: true })
payload.logger.level = 'silent'
try {
  await payload.db.migrate({ migrations: migrations as unknown as NonNullable<Migrate>['migrations'] })
  process.exit(0)
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  console.error(cause instanceof Error ? cause.message : cause)
  process.exit(1)
}
