/** What a search box shows: suggestions for what has been typed. */
export class SearchBox {
  shown = []

  async type(text) {
    const response = await fetch(`${process.env.SEARCH_URL}/suggest?q=${text}`)
    this.shown = await response.json()
  }
}
