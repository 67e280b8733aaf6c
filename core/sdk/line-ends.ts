/** Whether there is more than one line in a text. Without a pattern, which takes longer to compile than most texts to look at. */
export function hasLineEnd(text: string): boolean {
  return text.includes('\n') || text.includes('\r');
}
