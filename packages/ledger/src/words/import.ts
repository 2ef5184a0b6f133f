/** What is wrong with the files of an import, in English (ICU MessageFormat). Numbers arrive as text: they are read in a file. */
export const imported = {
  'file.missing': 'The file is not there.',
  'file.empty': 'The file is empty; its first line names the columns.',
  'file.noCsv': 'From here on the file is no CSV: a quotation mark is open or misplaced.',
  'file.noFacility': 'The file names no facility.',
  'column.missing': 'The column {column} is missing.',
  'column.unknown': 'There is no column “{column}”. Known are {known}.',
  'column.twice': 'The column {column} is there twice.',
  'line.cells': 'The line has {cells} cells where the header has {header}.',

  'cell.notUtf8': 'The cell holds characters that are not UTF-8.',
  'cell.empty': 'The cell {column} is empty.',
  'cell.noneOf': '“{cell}” is none of {values}.',
  'cell.yesNo': '“{cell}” is neither yes nor no.',
  'cell.quantity': '“{cell}” is not a quantity: digits, at most three decimals after a point.',
  'cell.amount': '“{cell}” is not an amount: digits, at most six decimals after a point, not below 0.',
  'cell.count': '“{cell}” is not a whole number of 1 or more.',
  'cell.date': '“{cell}” is not a date such as 2027-03-31.',

  'product.twice': 'Product {sku} is there already, on line {line}.',
  'product.none': 'products.csv has no product {sku}.',
  'barcode.twice': 'Product {sku} has this barcode already, on line {line}.',
  'barcode.checkDigit':
    '{code} is no GTIN: its check digit is wrong. If it is a code of your own, put own in the column kind.',
  'barcode.zeros':
    '{code} has lost its leading zeros: a scanner sends {whole}. If it is a code of your own, put own in the column kind.',
  'barcode.digits': '{code} is no GTIN: it has 8, 12, 13 or 14 digits.',
  'lot.twice': 'Lot {lot} is there already, on line {line}.',
  'lot.none': 'lots.csv has no lot {lot} of product {sku}.',

  'facility.twice': 'Facility {code} is there already, on line {line}.',
  'facility.none': 'facilities.csv has no facility {facility}.',
  'facility.timeZone': '“{timeZone}” is no IANA time zone such as Europe/Lisbon.',
  'facility.currency': '“{currency}” is no currency code such as EUR.',
  'facility.oneCurrency': 'All facilities keep their books in one currency; the first one says {currency}.',
  'bin.twice': 'Bin {bin} of this facility is there already, on line {line}.',
  'bin.none': 'locations.csv has no bin {bin} in facility {facility}.',
  'zone.otherName': 'Zone {zone} has another name on line {line}: “{name}”.',

  'stock.twice': 'This stock is there already, on line {line}.',
  'stock.whole': '{quantity} is no whole number, and product {sku} has no decimals.',
  'stock.serial': 'A serial number stands for one, not for {quantity}.',
} as const
