import './dot-env'
import { Command } from 'commander'
import { registerDatabase } from './commands/database'
import { registerImport } from './commands/import'
import { registerKitchen } from './commands/kitchen'
import { registerLedger } from './commands/ledger'
import { registerMigrate } from './commands/migrate'
import { registerNotices } from './commands/notices'
import { registerReconcile } from './commands/reconcile'
import { registerSeed } from './commands/seed'
import { registerTablet } from './commands/tablet'

/** The operator's CLI: `npm run portale -- <command> --help`. */
const program = new Command('portale')
  .description('Comandi per chi gestisce il Portale Genitori')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

registerDatabase(program)
registerMigrate(program)
registerSeed(program)
registerImport(program)
registerTablet(program)
registerLedger(program)
registerKitchen(program)
registerReconcile(program)
registerNotices(program)

await program.parseAsync()
