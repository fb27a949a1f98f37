/** Whether what goes between two pages goes through a TURN server; null while nothing goes. */
export function selectedPath(stats: RTCStatsReport): 'direct' | 'relayed' | null {
  const byId = new Map<string, Record<string, unknown>>();
  stats.forEach((value: RTCStats) => byId.set(value.id, value as unknown as Record<string, unknown>));
  for (const { type, selectedCandidatePairId } of byId.values()) {
    if (type !== 'transport' || typeof selectedCandidatePairId !== 'string') continue;
    const pair = byId.get(selectedCandidatePairId);
    if (pair === undefined) continue;
    const ends = [pair.localCandidateId, pair.remoteCandidateId].map(
      (id) => byId.get(id as string)?.candidateType,
    );
    return ends.includes('relay') ? 'relayed' : 'direct';
  }
  return null;
}
