/** The value below which a share of the samples lies (nearest rank); NaN for none. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

/** Two decimals at most: a benchmark's third digit is noise. */
export const rounded = (value: number): number => Math.round(value * 100) / 100
