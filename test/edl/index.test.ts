import { test } from 'tap';
import * as edl from 'syntalos-mlink/edl';

test('the entry point exports these names', (t) => {
  t.same(Object.keys(edl).sort(), [
    'CsvDecoder',
    'CsvEncoder',
    'EdlCollection',
    'EdlDataPart',
    'EdlDataset',
    'EdlGroup',
    'EdlNameRegistry',
    'EdlUnit',
    'TABLE_FILE',
    'cleanFileName',
    'cleanName',
    'compareNatural',
    'decodeCsv',
    'parseCsv',
    'shortTagOf',
    'simplifyName',
    'videoNames',
  ]);
  t.end();
});
