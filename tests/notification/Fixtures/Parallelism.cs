// Many tests wait for servers and time limits rather than for a processor.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
