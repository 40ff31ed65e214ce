/**
 * `--reporter junit`: for what reads the results of tests. A recording is a suite, and each divergence a case that failed
 * (the format as Jenkins' JUnit plugin describes it).
 */
import XmlBuilder from 'fast-xml-builder'
import type { Divergence } from '../compare/difference.ts'
import type { Report, Unverified, Verified } from './report.ts'
import { detailsOf, showPlace, titleOf } from './text.ts'

type Element = Readonly<Record<string, unknown>>

export const junit: Report = ({ verified, divergences, unverified }, { cwd }) => {
  const suites = [...verified.map((its) => suiteOf(its, divergences, cwd)), ...unverified.map(failedSuite)]
  const sum = (key: string): number => suites.reduce((all, its) => all + Number(its[key]), 0)
  const builder = new XmlBuilder({ format: true, ignoreAttributes: false, suppressEmptyNode: true })
  const text = builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: {
      '@_name': 'retrace verify',
      '@_tests': sum('@_tests'),
      '@_failures': sum('@_failures'),
      '@_errors': sum('@_errors'),
      testsuite: suites,
    },
  })
  return text.replace(NOT_XML, '\uFFFD')
}

/** No document may have these, in whatever form (XML 1.0, "Characters"). */
// oxlint-disable-next-line no-control-regex -- They are what is meant.
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\uFFFE\uFFFF]/g

function suiteOf({ recording, took }: Verified, all: readonly Divergence[], cwd: string): Element {
  const divergences = all.filter(({ recordings }) => recordings.includes(recording))
  const cases = divergences.map((its) => ({
    '@_classname': recording,
    '@_name': titleOf(its),
    ...(its.place ? { '@_file': showPlace(its.place, cwd) } : {}),
    failure: {
      '@_type': its.kind,
      '@_message': titleOf(its),
      '#text': [...(its.place ? [`at ${showPlace(its.place, cwd)}`] : []), ...detailsOf(its, cwd)].join('\n'),
    },
  }))
  const passed = { '@_classname': recording, '@_name': 'does what it did', '@_time': (took / 1000).toFixed(3) }
  return suite(recording, { tests: Math.max(1, cases.length), failures: cases.length, errors: 0, took }, [
    ...(cases.length > 0 ? cases : [passed]),
  ])
}

function failedSuite({ recording, error: { code, message } }: Unverified): Element {
  const testcase = {
    '@_classname': recording,
    '@_name': 'could not be verified',
    error: { '@_type': code, '#text': message },
  }
  return suite(recording, { tests: 1, failures: 0, errors: 1, took: 0 }, [testcase])
}

interface Counts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  /** In milliseconds. */
  readonly took: number
}

function suite(name: string, { tests, failures, errors, took }: Counts, testcase: readonly Element[]): Element {
  return {
    '@_name': name,
    '@_tests': tests,
    '@_failures': failures,
    '@_errors': errors,
    '@_time': (took / 1000).toFixed(3),
    testcase,
  }
}
