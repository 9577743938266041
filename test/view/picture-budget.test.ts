import { PICTURES_PER_SEC, PICTURE_BYTES_PER_SEC, PictureBudget } from '#src/view/picture-budget';
import { test } from 'tap';

/** Pictures and bytes that a page gets in `seconds` if it may ask every 5 ms. */
function spend(bytes: number, seconds: number): { pictures: number; bytes: number } {
  const budget = new PictureBudget();
  let pictures = 0;
  for (let msec = 0; msec < seconds * 1000; msec += 5) {
    if (!budget.mayTake(msec)) continue;
    budget.take(bytes);
    pictures++;
  }
  return { pictures, bytes: pictures * bytes };
}

test('a page gets 20 pictures a second at most', (t) => {
  const { pictures } = spend(1000, 10);
  t.ok(pictures <= 10 * PICTURES_PER_SEC + 5 && pictures >= 10 * PICTURES_PER_SEC - 5, String(pictures));
  t.end();
});

test('a page gets 8 MB a second at most, by fewer pictures', (t) => {
  const size = 2_000_000;
  const { bytes } = spend(size, 10);
  t.ok(bytes <= 10 * PICTURE_BYTES_PER_SEC + 2 * size && bytes >= 8 * PICTURE_BYTES_PER_SEC, String(bytes));
  t.end();
});

test('a page that has not asked for long gets no flood', (t) => {
  const budget = new PictureBudget();
  budget.mayTake(0);
  let pictures = 0;
  while (budget.mayTake(3_600_000)) {
    budget.take(1000);
    pictures++;
  }
  t.ok(pictures <= 5, String(pictures));
  t.end();
});
