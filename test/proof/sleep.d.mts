export interface SleepRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export declare function proveSleep(options: {
  seconds?: number
  replays?: number
  /** Whether the time really passes. */
  wait?: boolean
}): Promise<{ recorded: SleepRun; runs: SleepRun[] }>
