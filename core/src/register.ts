/** What `node --import @retrace/core/register` loads before the program. */
export {}
