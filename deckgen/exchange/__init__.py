"""What comes from elsewhere: decks that move in, members' corrections, new projects."""
