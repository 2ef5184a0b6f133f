/** What is said to who comments. */
export const comments = {
  'comment.subject.none': 'There is no such session, line or proposal.',
  'comment.none': 'There is no such comment of yours.',
  'comment.taken': 'Another comment has this id. Send it again.',
  'comment.revised': 'This was changed meanwhile. Look at it again.',
  'comment.stranger': 'Only people who may read this can be named in it.',
  'attachment.none': 'There is no such file.',
  'attachment.tooLarge': 'The file is larger than 5 MB.',
  'attachment.tooSmall': 'The file is empty, or next to empty.',
  'attachment.other': 'What arrived is not the file that was named. Send it again.',
  'attachment.type': 'Only pictures (JPEG, PNG), PDF, XLSX and text (CSV) are taken.',
  'attachment.notSent': 'A file has not arrived. Send it again.',
} as const
