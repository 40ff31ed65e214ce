CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, address text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int NOT NULL, placed_at timestamptz NOT NULL);
CREATE TABLE lines (order_id int NOT NULL, sku text NOT NULL, quantity int NOT NULL, price int NOT NULL);
INSERT INTO customers VALUES (1, 'Ada', '1 Main Street, London'), (2, 'Ben', NULL), (3, 'Cleo', '7 Park Row, Leeds');
INSERT INTO orders (customer_id, placed_at) VALUES
  (1, '2026-03-01T10:00:00Z'), (1, '2026-03-02T11:00:00Z'), (2, '2026-03-05T09:30:00Z'), (3, '2026-03-08T16:45:00Z'),
  (1, '2026-03-09T08:15:00Z');
INSERT INTO lines VALUES
  (1, 'lamp', 2, 2900), (1, 'vase', 1, 1800), (2, 'chair', 4, 12500), (3, 'vase', 3, 1800), (4, 'lamp', 1, 2900),
  (5, 'vase', 6, 1750);
