/**
 * What the preload loads: records or replays this process where the environment says so. With nothing set it costs three
 * lookups and not even Node's loader for ES modules, which is why this one file is CommonJS.
 *
 * Works by `--require` and by `--import`.
 */
{
  const { argv, env } = process
  // The flags are those of a test runner (`runner-flags.ts`).
  const isAsked =
    env['RETRACE_SESSION'] !== undefined ||
    env['RETRACE'] !== undefined ||
    argv.some((arg) => arg.startsWith('--retrace-'))
  if (isAsked) {
    try {
      ;(require('./preload.js') as { startFromEnvironment(): void }).startFromEnvironment()
    } catch (error) {
      // Node 21 and the first releases of 22 can't load it. That is no reason to stop the program.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error
      process.stderr.write(
        `retrace: Failed to start: require() of ES modules is missing in Node ${process.version}. Retrace needs Node 20.19, 22.12 or later.\n`,
      )
    }
  }
}
