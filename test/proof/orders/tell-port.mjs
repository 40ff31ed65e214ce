// Tells by file descriptor 3 where a server listens, whatever it prints.
import { writeSync } from 'node:fs'
import { Server } from 'node:net'

const listen = Reflect.get(Server.prototype, 'listen')

Server.prototype.listen = function (...args) {
  this.once('listening', () => writeSync(3, `${this.address().port}\n`))
  return listen.apply(this, args)
}
