export interface Driver {
  readonly program: string
  readonly services: readonly string[]
  readonly own?: boolean
}

export declare const driverList: readonly Driver[]
