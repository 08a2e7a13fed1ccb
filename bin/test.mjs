import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { command, environment, prepare, projectNode, root, run, say } from './prepare.mjs'

/*
 * `npm test`: everything, from a bare clone. Every part runs even if an earlier one failed, so that one run tells all;
 * the last line counts the tests.
 */
const at = (...parts) => path.join(root, ...parts)
const node = (script, ...args) => [projectNode, [at(script), ...args]]

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (names) =>
  names
    .flatMap((name) =>
      (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
    )
    .find(isProgram)

const playwrightChromium = () => {
  try {
    const script = "import('playwright').then(({ chromium }) => console.log(chromium.executablePath()))"
    const file = execFileSync(projectNode, ['-e', script], {
      cwd: root,
      env: environment(),
      encoding: 'utf8',
    }).trim()
    return isProgram(file) ? file : undefined
  } catch {
    return undefined
  }
}

const installed = () =>
  [process.env.CHROMIUM_PATH].filter(Boolean).find(isProgram) ??
  onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ??
  playwrightChromium()

/** A Chromium of the machine, else Playwright's own, else the distribution's. */
const browser = async () => {
  const found = installed()
  if (found) return found
  say('Nessun browser: installazione di Chromium…')
  await run(...node('node_modules/playwright/cli.js', 'install', 'chromium'))
  if (!installed() && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-q'])
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
  }
  return installed() ?? null
}

const counted = { passed: 0, failed: 0, skipped: 0 }
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)

const countVitest = (file) => {
  const report = readJson(file)
  counted.passed += report?.numPassedTests ?? 0
  counted.failed += report?.numFailedTests ?? 0
  counted.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
}

const countPlaywright = (file) => {
  const stats = readJson(file)?.stats
  counted.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  counted.failed += stats?.unexpected ?? 0
  counted.skipped += stats?.skipped ?? 0
}

await command(async () => {
  await prepare()
  const reports = mkdtempSync(path.join(os.tmpdir(), 'portale-test-'))
  const env = { CI: 'true', NO_COLOR: '1' }
  const summary = []
  const part = async (name, work) => {
    const started = Date.now()
    const code = await work().catch((error) => {
      console.error(error instanceof Error ? error.message : error)
      return 1
    })
    summary.push({ name, ok: code === 0, seconds: Math.round((Date.now() - started) / 1000) })
    return code
  }
  const title = (name) => console.log(`\n── ${name}`)
  const loudly = async (name, program, args) => {
    title(name)
    return run(program, args, { env })
  }
  /** Beside something else: its words are kept, and said when it has ended. */
  const quietly = async (name, program, args) => {
    let words = ''
    const onSpawn = (child) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          words += chunk
        })
    }
    const code = await run(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], onSpawn })
    title(name)
    console.log(words)
    return code
  }
  const quietPart = (name, program, args) => part(name, () => quietly(name, program, args))
  const vitest = (name, project, how) =>
    part(name, async () => {
      const file = path.join(reports, `${project}.json`)
      const args = [
        'run',
        '--project',
        project,
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ]
      const code = await how(name, ...node('node_modules/vitest/vitest.mjs', ...args))
      countVitest(file)
      return code
    })

  // Two lanes, for none of these keeps both cores busy alone: what needs no built site, and what makes it and asks it.
  const testWithoutTheSite = async () => {
    await vitest('unità', 'unit', loudly)
    await vitest('integrazione, su PostgreSQL', 'integration', loudly)
  }
  const checkBuildAndTest = async () => {
    await quietPart('stile', at('node_modules/.bin/biome'), ['check', '--error-on-warnings', '.'])
    await quietPart('tipi di Next', ...node('node_modules/next/dist/bin/next', 'typegen'))
    await quietPart('tipi', at('node_modules/.bin/tsc'), ['--noEmit'])
    const code = await part('costruzione', async () => {
      await prepare({ build: true })
      return 0
    })
    if (code !== 0) return false
    const executable = await browser()
    if (executable) env.CHROMIUM_PATH = executable
    await vitest('sistema, con processi veri', 'system', quietly)
    return true
  }
  const [isBuilt] = await Promise.all([checkBuildAndTest(), testWithoutTheSite()])
  // Alone: a person's clicks are timed.
  if (isBuilt)
    await part('percorsi, in un browser', async () => {
      title('percorsi, in un browser')
      if (!env.CHROMIUM_PATH)
        throw new Error('Nessun browser: installare chromium, oppure indicarlo con CHROMIUM_PATH')
      const file = path.join(reports, 'e2e.json')
      const code = await run(...node('node_modules/playwright/cli.js', 'test', '--reporter=list,json'), {
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      })
      countPlaywright(file)
      return code
    })
  rmSync(reports, { recursive: true, force: true })

  console.log()
  for (const { name, ok, seconds } of summary)
    console.log(`${ok ? 'ok    ' : 'ERRORE'}  ${name} (${seconds} s)`)
  const failedParts = summary.filter(({ ok }) => !ok).length
  // A part that fails without a failing test (types, style, a crash) counts as one.
  const failed = Math.max(counted.failed, failedParts)
  const skipped = counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''
  console.log(`\n${counted.passed} passed, ${failed} failed${skipped}`)
  return failed > 0 ? 1 : 0
})
