import { label } from './customers.js'
import { create, list, show } from './orders.js'

export const routes = [
  { method: 'GET', path: /^\/orders\/(\d+)$/, handle: show },
  { method: 'POST', path: /^\/orders$/, handle: create },
  { method: 'GET', path: /^\/customers\/(\d+)\/orders$/, handle: list },
  { method: 'GET', path: /^\/customers\/(\d+)\/label$/, handle: label },
]
