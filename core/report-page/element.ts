/** Elements of the page. What is recorded comes into it as text and as nothing else. */

type Child = Node | string | null | false

/** @param attributes - null and false ones are left out */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | boolean | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const its = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== false) its.setAttribute(key, value === true ? '' : value)
  its.append(...children.filter((child) => child !== null && child !== false))
  return its
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}

/** A word that is to be seen at once, in the colour of its severity. */
export function badge(text: string, severity: string): HTMLElement {
  return element('span', { class: `badge ${severity}` }, text)
}
