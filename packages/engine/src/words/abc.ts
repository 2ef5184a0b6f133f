/** What is said of ABC classes; a fault of one part goes on from the name of the part. */
export const abc = {
  'abc.wrong': 'The classes cannot be saved like this. Nothing was changed.',
  'abc.twice': 'is the name of two classes',
  'abc.rises': 'is not above that of the class before it',
  'abc.last': 'must be 100 %, for it is the last class',
  'abc.changed': 'Somebody changed the classes meanwhile. Look again.',
  'abc.everywhere':
    'The classes are the company’s: only who may edit rules at all of its facilities changes them.',
} as const
