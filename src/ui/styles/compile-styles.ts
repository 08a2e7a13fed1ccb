import path from 'node:path'
import { compileAsync } from 'sass'

/** The styles of the families' site, from `site.scss`; run from the project's folder, by the build or a test. */
export const compileStyles = async (): Promise<string> => {
  const { css } = await compileAsync(path.resolve('src/ui/styles/site.scss'), {
    loadPaths: ['node_modules'],
    style: 'compressed',
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  })
  return css
}
