"""Messages to people. A message is a class; a channel is a row of delivery.

`send` takes an address book entry (a Recipient), never a person: identity makes recipients.
Today's one channel is in-app; others come behind the same door.
"""
