/** Whether a file, by its path, is of an installed package, and no one's who uses it. */
export function isInPackages(file: string): boolean {
  return /(?:^|[\\/])node_modules[\\/]/.test(file)
}
