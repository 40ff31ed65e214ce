export interface DriversStage {
  readonly root: string
  remove(): Promise<void>
}

/** What the program of a driver saw: names and values, as texts. */
export interface Seen {
  readonly mode: string | null
  readonly seen: readonly (readonly [name: string, value: string])[]
  readonly unused: readonly string[]
  readonly times: Readonly<Record<string, number>>
  readonly failure: string | null
}

interface Place {
  readonly root: string
  readonly env: Readonly<Record<string, string>>
}

export declare function makeDriversStage(options: { installs: boolean }): Promise<DriversStage>
export declare function prepareDrivers(place: Place): Promise<void>
export declare function recordDriver(program: string, place: Place): Promise<Seen>
export declare function replayDriver(
  program: string,
  options: Place & { recorded: Seen },
): Promise<{ readonly differences: readonly string[]; readonly times: Seen['times'] }>
