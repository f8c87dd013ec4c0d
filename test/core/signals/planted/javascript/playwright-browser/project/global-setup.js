export default async () => {
  throw new Error('the database could not be seeded');
};
