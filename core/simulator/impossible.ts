/** Something that nobody could do in LINE's app either. The words are for the person at the page, or for whoever wrote the test. */
export class Impossible extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Impossible';
  }
}
