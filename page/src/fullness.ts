/** How full a connection is, in words and as a class: colour alone is not for everybody. */

/** A class of `style.css`. */
export function fullnessClass(fullness: number): 'calm' | 'busy' | 'full' {
  if (fullness >= 0.8) return 'full';
  return fullness >= 0.4 ? 'busy' : 'calm';
}

/** `12 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
