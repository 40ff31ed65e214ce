import { RetraceError } from '@retrace/core'
import { ts } from 'ts-morph'

/**
 * Checks that a test file can be added to.
 *
 * @throws RetraceError `TEST_UNREADABLE`
 */
export function checkSyntax(file: string, text: string): void {
  const compilerOptions = { allowJs: true, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve }
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: file, reportDiagnostics: true, compilerOptions })
  const [first] = diagnostics
  if (!first) return
  const line = text.slice(0, first.start ?? 0).split('\n').length
  const why = ts.flattenDiagnosticMessageText(first.messageText, ' ')
  throw new RetraceError('TEST_UNREADABLE', { what: file, line: String(line), why })
}
