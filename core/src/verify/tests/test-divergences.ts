/** What a test does otherwise than its fixture has it: by the same comparison as that of processes, and in the same words. */
import { isSql } from '../../lens/sql.ts'
import { Placeholders } from '../../redaction/placeholder.ts'
import type { ComparedCase } from '../case.ts'
import type { Divergence } from '../compare/difference.ts'
import { grouped } from '../compare/grouped.ts'
import { compare } from '../compare/index.ts'
import { loadSqlParser } from '../compare/sql-changes.ts'
import type { Run } from '../host.ts'
import type { Rules } from '../rules/rules.ts'
import { sidesOf } from '../timeline/sides.ts'

export async function testDivergences(
  its: ComparedCase,
  now: Run,
  fixture: string,
  rules: Rules,
): Promise<Divergence[]> {
  if (now.asked.some(({ exchange }) => isSql(exchange.protocol))) await loadSqlParser()
  const comparison = compare(its, now, null, rules)
  const shown = sidesOf(its, now, comparison, new Placeholders()).differences
  const found = comparison.differences.map((one, i) => ({ ...one, shown: shown[i] ?? one, recording: fixture }))
  return grouped(found, rules.severityOf)
}
