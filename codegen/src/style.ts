/** How a project writes its source. */
export interface TextStyle {
  readonly quote: "'" | '"'
  readonly hasSemicolons: boolean
  readonly hasTrailingCommas: boolean
  /** One level of it. */
  readonly indent: string
  readonly width: number
  /** Whether a line is left free between imports of Node's modules, of packages, and of the project's own. */
  readonly hasImportGroups: boolean
}

export const USUAL_STYLE: TextStyle = {
  quote: "'",
  hasSemicolons: true,
  hasTrailingCommas: true,
  indent: '  ',
  width: 100,
  hasImportGroups: false,
}
