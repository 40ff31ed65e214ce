import { createServer } from 'node:http'

export default createServer((_, response) => response.end('{}'))
