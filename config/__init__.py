"""What an administrator writes: settings, county profiles, seats and their rights."""
