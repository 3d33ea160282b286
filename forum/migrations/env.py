"""Runs migrations on the running app's database, with the tables of all its packages."""

from alembic import context

from forum.extensions import db

with db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
