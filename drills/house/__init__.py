"""What the drills of the engine share: throwaway servers and processes, an organisation in them, and the judge."""
