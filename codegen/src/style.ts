/** How a project writes its source. */
export interface TextStyle {
  readonly quote: "'" | '"'
  readonly hasSemicolons: boolean
  readonly hasTrailingCommas: boolean
  /** One level of it. */
  readonly indent: string
  readonly width: number
}

export const USUAL_STYLE: TextStyle = {
  quote: "'",
  hasSemicolons: true,
  hasTrailingCommas: true,
  indent: '  ',
  width: 100,
}
