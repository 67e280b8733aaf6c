// What the servers of an issuance do, by the names that the results have.
export const realValidation = 'real validation';
export const ordersInLine = 'real validation, new orders one at a time';
export const alwaysValid = 'always valid';
export const rejectedNonces = 'half of the nonces rejected';
