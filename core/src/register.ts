/** What the preload loads: records or replays this process, as the environment says. */
import { startFromEnvironment } from './preload.ts'

startFromEnvironment()
