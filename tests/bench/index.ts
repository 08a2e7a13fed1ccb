import { rollcall } from './rollcall'

/*
 * `npm run bench -- NAME [--json]`: starts all it needs, measures, prints a table or, with --json, one JSON object
 * as the last line. Figures with their date and machine are kept in docs/performance.md.
 */
const BENCHES = {
  rollcall,
  live: async () => (await import('./live')).live(),
  tablet: async () => (await import('./tablet')).tablet(),
  kitchen: async () => (await import('./kitchen')).kitchen(),
  pages: async () => (await import('./pages')).pages(),
  payments: async () => (await import('./payments')).payments(),
  notices: async () => (await import('./notices')).notices(),
  reconciliation: async () => (await import('./reconciliation')).reconciliation(),
}

const [name = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`Uso: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json]`)
  process.exit(2)
}
try {
  const { json, lines } = await BENCHES[name as keyof typeof BENCHES]()
  if (process.argv.includes('--json')) console.log(JSON.stringify(json))
  else for (const line of lines) console.log(line)
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
