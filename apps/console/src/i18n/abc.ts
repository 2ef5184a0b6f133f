/** ABC classes: their shares, how often they are counted, and what that comes to. */
export const abc = {
  'console.nav.abc': 'ABC classes',
  'console.abc.title': 'ABC classes',
  'console.abc.note':
    'Products are put in the order of what a year’s use of them is worth. A class takes what makes up its share of that; how often its products are counted is up to you.',
  'console.abc.class': 'Class',
  'console.abc.through': 'Up to this share of the value, in percent',
  'console.abc.every': 'Counted every so many days',
  'console.abc.products': 'Products',
  'console.abc.countsAYear': 'Counts a year',
  'console.abc.inAll': 'In all',
  'console.abc.preview': 'What each class gets',
  'console.abc.preview.note':
    '{byUse, plural, =0 {No facility is} one {# facility is} other {# facilities are}} ranked by a year’s use, {byStock, plural, =0 {none} other {#}} by what lies there, because use is not known there yet. A class that the inventory system gives a product comes first; – is what nobody knows the cost of, counted as often as the last class.',
  'console.abc.preview.wrong': 'Shares have to rise to 100 %, and days to be whole numbers above 0.',
  'console.abc.add': 'Add a class',
  'console.abc.remove': 'Take {name} out',
  'console.abc.save': 'Save the classes',
  'console.abc.unsaved': 'Not saved yet',
  'console.abc.saved': 'The classes are saved',
  'console.abc.readOnly': 'Only who may edit rules at all facilities changes the classes.',
} as const
