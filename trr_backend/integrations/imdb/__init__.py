"""IMDb: the official API (GraphQL through AWS Data Exchange) and the datasets."""
