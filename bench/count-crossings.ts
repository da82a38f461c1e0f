/** Counts how many pairs of drawn arrows cross: each arrow is a way of straight pieces. */

/** x, y, x, y, … */
export type Way = ArrayLike<number>;

/** Pieces that share an end do not cross, nor do two of one arrow. Two arrows that cross twice are two. */
export function countWayCrossings(ways: readonly Way[]): number {
  const pieces: number[][] = [];
  ways.forEach((way, arrow) => {
    for (let at = 0; at + 3 < way.length; at += 2) {
      const [x, y, toX, toY] = [way[at] ?? 0, way[at + 1] ?? 0, way[at + 2] ?? 0, way[at + 3] ?? 0];
      if (x !== toX || y !== toY) pieces.push(x <= toX ? [x, y, toX, toY, arrow] : [toX, toY, x, y, arrow]);
    }
  });
  pieces.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const flat = Float64Array.from(pieces.flat());
  let crossings = 0;
  for (let one = 0; one < flat.length; one += 5) {
    const [x, y, toX, toY, arrow] = [flat[one] ?? 0, flat[one + 1] ?? 0, flat[one + 2] ?? 0, flat[one + 3] ?? 0, flat[one + 4] ?? 0];
    const [low, high] = y < toY ? [y, toY] : [toY, y];
    for (let other = one + 5; other < flat.length && (flat[other] ?? 0) < toX; other += 5) {
      const [otherY, otherToY] = [flat[other + 1] ?? 0, flat[other + 3] ?? 0];
      if ((otherY < low && otherToY < low) || (otherY > high && otherToY > high) || flat[other + 4] === arrow) continue;
      const [otherX, otherToX] = [flat[other] ?? 0, flat[other + 2] ?? 0];
      const sideOfStart = side(x, y, toX, toY, otherX, otherY) * side(x, y, toX, toY, otherToX, otherToY);
      if (sideOfStart < 0 && side(otherX, otherY, otherToX, otherToY, x, y) * side(otherX, otherY, otherToX, otherToY, toX, toY) < 0)
        crossings++;
    }
  }
  return crossings;
}

function side(x: number, y: number, toX: number, toY: number, atX: number, atY: number): number {
  return Math.sign((toX - x) * (atY - y) - (toY - y) * (atX - x));
}
